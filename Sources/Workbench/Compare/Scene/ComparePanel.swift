internal import TerminalUI

/// The panels of a comparison, in order. The number of one is its place from 1 among those that these runs have a use for.
enum ComparePanel: Int, CaseIterable, Sendable {
  case losses, tokens, router, speed, experts, figures, recipes

  /// What stands in its frame.
  var title: String {
    switch self {
    case .losses: "Loss"
    case .tokens: "Tokens"
    case .router: "Router"
    case .speed: "Speed"
    case .experts: "Experts"
    case .figures: "Final figures"
    case .recipes: "Recipes"
    }
  }

  /// The contexts of its keys, the innermost first.
  var contexts: [KeyContext] {
    switch self {
    case .losses, .tokens, .router, .speed: [.compareCurves, .views]
    case .experts: [.compareExperts, .views]
    case .figures: [.compareFigures]
    case .recipes: [.compareRecipes]
    }
  }

  /// What its chart can show; empty for a panel that has none.
  var measures: [CompareMeasure] {
    switch self {
    case .losses:
      [
        .loss, .heldOut, .bits, .score, .easyTargets, .hardTargets, .outliers, .chosenAccuracy, .criterion,
        .gradientNorm, .learningRate,
      ]
    case .tokens: [.dropped, .padded, .rectified, .filled]
    case .router:
      [.maximumOverMean, .variation, .entropy, .chosenMass, .margin, .dead, .balance, .z, .flips, .expertLoad]
    case .speed: [.tokensPerSecond, .gflops, .seconds, .memory]
    case .experts, .figures, .recipes: []
    }
  }

  /// What it claims of the screen. Without experts the figures, such as the front, get what is free.
  func claim(hasExperts: Bool) -> PanelClaim {
    let id = "\(self)"
    return switch self {
    case .losses: PanelClaim(id, minimum: Size(38, 10), widthShare: 30, heightShare: 15, priority: 90)
    case .experts: PanelClaim(id, minimum: Size(44, 8), widthShare: 26, heightShare: 14, priority: 60)
    case .tokens: PanelClaim(id, minimum: Size(44, 8), widthShare: 20, heightShare: 11, priority: 50)
    case .router: PanelClaim(id, minimum: Size(44, 8), widthShare: 20, heightShare: 11, priority: 55)
    case .speed: PanelClaim(id, minimum: Size(44, 8), widthShare: 20, heightShare: 11, priority: 20)
    case .figures:
      PanelClaim(
        id, minimum: Size(60, hasExperts ? 7 : 10), widthShare: 40, heightShare: hasExperts ? 11 : 20, priority: 80)
    case .recipes: PanelClaim(id, minimum: Size(36, 6), widthShare: 20, heightShare: 11, priority: 30)
    }
  }

  /// Whether only runs with experts have a use for it.
  var isOfExperts: Bool { [.tokens, .router, .experts].contains(self) }

  /// Rows of panels, from above.
  static func rows(hasExperts: Bool) -> [[ComparePanel]] {
    hasExperts
      ? [[.losses, .experts], [.tokens, .router, .speed], [.figures, .recipes]]
      : [[.losses, .speed], [.figures, .recipes]]
  }
}

/// The views of the experts' panel.
enum CompareExpertsView: String, CaseIterable, Sendable {
  case loads, ledger, match
}

/// The views of the final figures.
enum CompareFiguresView: String, CaseIterable, Sendable {
  case tasks, front, runs
}

extension KeyContext {
  static let compareCurves: KeyContext = "compare.curves"
  static let compareExperts: KeyContext = "compare.experts"
  static let compareFigures: KeyContext = "compare.figures"
  static let compareFront: KeyContext = "compare.front"
  /// The same where runs are on several tasks.
  static let compareFrontTasks: KeyContext = "compare.front.tasks"
  static let compareRecipes: KeyContext = "compare.recipes"
}
