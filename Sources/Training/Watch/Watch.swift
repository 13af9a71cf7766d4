public import Experiment

/// Notices what wants attention in the stream of steps. Each finding is reported once, and again when it has gone and
/// come back.
public struct Watch {
  /// What is worth a word; see the recipe's table `alerts`.
  public struct Thresholds: Sendable, Equatable {
    /// Averaged loss over its lowest that is divergence; 0: never.
    public var divergence = 1.5
    /// Part of its fair share under which an expert counts as dead …
    public var deadShare = 0.01
    /// … after so many steps in a row.
    public var deadSteps = 50
    /// Averaged share of a layer's regular choices that may be dropped.
    public var dropShare = 0.25
    /// Averaged entropy of a router over its highest that is collapse; 0: never.
    public var entropy = 0.1
    /// Averaged time of a step over what it was that is a slow-down; 0: never.
    public var slowDown = 2.0
    /// The recipe, which tells the experts that get no token because they must not.
    var recipe: Recipe?
    /// Whether tasks mix the experts, so that it is gates and not numbers of tokens that tell what becomes of one.
    var isMixture = false

    /// The defaults.
    public init() {}

    /// What a recipe asks for.
    public init(_ recipe: Recipe) {
      divergence = recipe[Keys.Alerts.divergence]
      deadShare = recipe[Keys.Alerts.deadShare]
      deadSteps = recipe[Keys.Alerts.deadSteps]
      dropShare = recipe[Keys.Alerts.dropShare]
      entropy = recipe[Keys.Alerts.entropy]
      slowDown = recipe[Keys.Alerts.slowDown]
      isMixture = recipe[Keys.Mixture.kind] != Recipe.Mixture.none
      if !recipe[Keys.MoE.maskedExperts].isEmpty { self.recipe = recipe }
    }
  }

  /// What is worth a word from now on.
  public var thresholds: Thresholds
  private var loss: LossWatch
  private var pace = PaceWatch()
  private var layers: [String: LayerWatch] = [:]

  /// Has seen nothing yet.
  ///
  /// - Parameter tasks: their names, in the order in which steps count them.
  public init(_ thresholds: Thresholds = Thresholds(), tasks: [String] = []) {
    self.thresholds = thresholds
    loss = LossWatch(tasks: tasks)
  }

  /// - Returns: what is new in this step.
  public mutating func look(at step: Step) -> [Alert] {
    var alerts = loss.look(at: step, thresholds) + pace.look(at: step, thresholds)
    for ledger in step.ledgers {
      let masked = thresholds.recipe?.maskedExperts(layer: ledger.layer, part: ledger.part) ?? []
      alerts += layers["\(ledger.layer)\(ledger.part)", default: LayerWatch(experts: ledger.experts)].look(
        at: ledger, step: step.step, masked: masked, thresholds)
    }
    return alerts
  }
}

/// A finding that is said once. It is gone when the measure has fallen a tenth below what it was found at, so that one
/// that trembles around its threshold is not said again and again.
struct Finding {
  private var isThere = false

  /// - Parameter floor: what the measure has to fall to until the finding is gone; nil: a tenth below the threshold.
  /// - Returns: whether it is new.
  mutating func take(_ measure: Double, above threshold: Double, downTo floor: Double? = nil) -> Bool {
    defer { isThere = measure > (isThere ? floor ?? 0.9 * threshold : threshold) }
    return measure > threshold && !isThere
  }
}

/// Three digits after the point.
func short(_ value: Double) -> String { "\((value * 1000).rounded() / 1000)" }
