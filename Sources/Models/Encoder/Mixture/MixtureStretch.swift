public import Tensor

/// Parameters of a mixture whose gradients come from the batches of the same tasks: what an optimiser may keep a state
/// for.
public struct MixtureStretch {
  /// `expert.PART.EXPERT` or `gate.PART.TASK`, as the parameters are called.
  public let name: String
  /// What belongs to it.
  public let parameters: [Parameter]
  /// The only task whose batches give a gradient; nil: every task's do.
  public let task: Int?
  /// Whether it is a gate.
  public let isGate: Bool
}

extension Encoder {
  /// The mixture's experts and gates, part by part; empty without one.
  ///
  /// A task's own experts get gradients from all tasks where a shared gate reads them, which is in every part but the
  /// last; its gate does where those experts' inputs lead to another shared gate.
  public var mixtureStretches: [MixtureStretch] {
    guard let options = options.mixture, let tasks = self.options.levels?.tasks else { return [] }
    let mixtureParameters = parameters.filter { $0.name.hasPrefix("expert.") } + gates
    func stretch(_ name: String, task: Int?, isGate: Bool) -> MixtureStretch {
      MixtureStretch(
        name: name, parameters: mixtureParameters.filter { $0.name.hasPrefix(name + ".") }, task: task, isGate: isGate)
    }
    var stretches: [MixtureStretch] = []
    for part in mixture.indices {
      let left = mixture.count - 1 - part
      for expert in 0..<options.count(tasks: tasks) {
        let owner = expert < options.shared ? nil : (expert - options.shared) / options.specific
        stretches.append(stretch("expert.\(part).\(expert)", task: left == 0 ? owner : nil, isGate: false))
      }
      for task in 0..<tasks {
        let isOwn = left < 2 || options.specific == 0
        stretches.append(stretch("gate.\(part).\(task)", task: isOwn ? task : nil, isGate: true))
      }
      if left > 0 { stretches.append(stretch("gate.\(part).shared", task: nil, isGate: true)) }
    }
    return stretches
  }
}
