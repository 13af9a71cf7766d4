import Foundation
import Workbench

extension Navigator {
  /// Shows the list of everything.
  func showHome() throws -> Departure { throw CommandError("home is not there yet") }

  /// Follows a session that another process is writing.
  func watch(_ session: String) throws -> Departure { throw CommandError("watching is not there yet") }

  /// Shows the recipes of two sessions side by side.
  func showDifferences(_ one: String, _ other: String) throws -> Departure {
    throw CommandError("differences are not there yet")
  }
}
