import Experiment
import Foundation

extension ScriptedRun {
  /// A run that has had a twin, and an alert that was looked into.
  public static func twinned(steps: Int = 300) -> ScriptedRun {
    var run = measured(steps: steps)
    (run.name, run.hasTwin) = ("scripted-twin", true)
    return run
  }

  private static var change: RecipeChange {
    RecipeChange(key: "moe.capacity_factor", before: "1.25", after: "0.75")
  }

  /// What a twin and an alert add after a step.
  func emitTwin(_ number: Int, into script: inout Script) {
    if number == 200 {
      script.emit(.twin(.started(TwinStart(step: 200, steps: 60, changes: [Self.change]))), after: 0)
    }
    if number == 230 {
      script.emit(
        .alert(
          Alert(rule: "drop-share", severity: .warning, step: 230, message: "layer 1 drops 27 % of its choices")),
        after: 0)
      script.emit(
        .detailed(StepDetails(step: 230, steps: (199...230).map { StepDetail(step: $0, layers: details($0)) })),
        after: 0)
    }
    guard (201...261).contains(number) else { return }
    var twin = step(number, factor: 0.75)
    // Worse at first, and then it catches up.
    let since = Double(number - 200)
    twin.loss += 0.16 * exp(-since / 30) * (1 - exp(-since / 6)) + 0.02 * (draw(number, 31) - 0.5)
    twin.gradientNorm += 0.05
    script.emit(.twin(.step(twin)), after: 0.4)
    if number == 250 {
      var evaluation = evaluation(number)
      evaluation.loss += 0.021
      script.emit(.twin(.evaluated(evaluation)), after: 0.9)
    }
    if number == 260 { script.emit(.control(Control(action: .pause, step: number)), after: 0) }
    if number == 261 {
      let end = TwinEnd(step: number, choice: .original, branch: "scripted-twin-at-200.sqlite")
      script.emit(.twin(.ended(end)), after: 4)
      script.emit(.control(Control(action: .resume, step: number)), after: 0)
    }
  }

  /// Choices that are lost rather at the end of a sequence than at its beginning.
  private func details(_ step: Int) -> [LayerDetail] {
    places.map { place in
      LayerDetail(
        layer: place.layer, part: place.part, routerGradient: Float(0.05 + 0.02 * draw(step, 32, place.number)),
        routerNorm: Float(2 + 0.001 * Double(step)),
        dropped: (0..<LayerDetail.bins).map { bin in
          let share = Double(bin) / Double(LayerDetail.bins) * Double(step - 190) / 40
          return Int32(6 * share * (0.6 + 0.4 * draw(step, 33, place.number, bin)))
        })
    }
  }
}
