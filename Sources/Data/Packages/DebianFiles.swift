/// Files that a Debian package brings.
public struct DebianFiles: Sendable {
  /// The name used in recipes and commands.
  public let name: String
  /// The package.
  public let package: String
  /// The folder that must exist, below a root of the search, as a path of names or of names with one `*`.
  let folder: String
  /// A file in that folder by which the files are known to be there.
  let landmark: String
}
