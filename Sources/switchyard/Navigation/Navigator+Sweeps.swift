import Foundation
import Sweeps
import Workbench

extension Navigator {
  /// Shows the form of a recipe.
  func showForm(of recipe: String, origin: String) throws -> Departure {
    throw CommandError("the form is not there yet")
  }

  /// Shows a sweep, whoever runs it.
  func showSweep(_ file: String) throws -> Departure { throw CommandError("the sweep's screen is not there yet") }

  /// Starts a sweep and shows it.
  func startSweep(of recipe: String, _ request: SweepRequest) throws -> Departure {
    throw CommandError("the sweep's screen is not there yet")
  }
}
