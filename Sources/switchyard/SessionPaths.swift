import Foundation
import Sessions
enum SessionLibrary {
  struct S { func newSession(named: String, at: String?) throws -> String { at ?? "/tmp/x-\(getpid()).sqlite" } }
  static let standard = S()
  static func checkpoints(of p: String) -> URL { URL(fileURLWithPath: p).deletingPathExtension().appendingPathExtension("checkpoints") }
}
