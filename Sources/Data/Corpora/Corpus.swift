/// A corpus that a Debian package brings.
public struct Corpus: Sendable {
  /// The name used in recipes and commands.
  public let name: String
  /// What it is, in a few words.
  public let summary: String
  /// The Debian package that holds it.
  public let package: String
  /// The folder that must exist, below a root of the search, as a path of names or of names with one `*`.
  let folder: String
  /// A file in that folder by which the corpus is known to be there.
  let landmark: String
  /// What has to be there to read it.
  var files: DebianFiles { DebianFiles(name: name, package: package, folder: folder, landmark: landmark) }
  let read: @Sendable (_ folder: String) throws -> CorpusText
}
