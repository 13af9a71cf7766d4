import Foundation
import Sessions
import TerminalUI

extension ThemeLibrary {
  /// The themes that there are for this user and this program.
  static var standard: ThemeLibrary {
    let folders = ThemeLibrary.standardFolders(
      environment: ProcessInfo.processInfo.environment, executable: ShippedFolders.executable,
      current: FileManager.default.currentDirectoryPath)
    return ThemeLibrary(folders: folders + ShippedFolders.named("themes").filter { !folders.contains($0) })
  }
}
