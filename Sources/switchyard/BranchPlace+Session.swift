import Experiment
import Foundation
import Sessions
import Training

extension BranchPlace {
  /// A session beside a run's, `NAME-twin-at-STEP.sqlite`, whose name is not taken yet.
  ///
  /// - Parameters:
  ///   - session: the run's session.
  ///   - step: steps that both have in common.
  ///   - checkpoints: the run's; the branch has as many.
  init(besideSession session: String, step: Int, checkpoints: Checkpoints) throws {
    let stem = session.hasSuffix(".sqlite") ? String(session.dropLast(7)) : session
    var path = "\(stem)-twin-at-\(step).sqlite"
    var number = 2
    while FileManager.default.fileExists(atPath: path) {
      path = "\(stem)-twin-at-\(step)-\(number).sqlite"
      number += 1
    }
    self.init(
      name: (path as NSString).lastPathComponent, parent: (session as NSString).lastPathComponent,
      checkpoints: Checkpoints(ofSession: path, keep: checkpoints.keep)
    ) { events in
      try SessionRecorder.write(events, to: path)
    }
  }
}
