import Foundation

/// Where the program keeps data that it brings for a user.
public enum DataFolder {
  /// `$SWITCHYARD_DATA`, else `$XDG_DATA_HOME/switchyard`, else `~/.local/share/switchyard`.
  public static var path: String {
    let environment = ProcessInfo.processInfo.environment
    if let data = environment["SWITCHYARD_DATA"], !data.isEmpty { return data }
    if let home = environment["XDG_DATA_HOME"], home.hasPrefix("/") { return home + "/switchyard" }
    return NSHomeDirectory() + "/.local/share/switchyard"
  }
}
