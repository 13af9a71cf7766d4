import Foundation
import Workbench

extension Navigator {
  /// Lays runs over each other.
  func compare(_ sessions: [String]) throws -> Departure { throw CommandError("comparing is not there yet") }
}
