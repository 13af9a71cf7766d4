import Foundation
import Sessions
import Workbench

extension Navigator {
  /// Lays runs over each other.
  func compare(_ sessions: [String]) throws -> Departure {
    var scene = CompareScene(sessions: sessions, library: SessionLibrary().paths(), keys: options.keys)
    return try visit(&scene)
  }
}
