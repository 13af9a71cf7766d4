public import TOMLReading

/// What is wrong with a study, in one line that names file and key.
public struct StudyError: TableFault, Equatable, CustomStringConvertible {
  /// The study file, the recipe or the folder.
  public var file: String
  /// Where in the file: member, axis or key; empty for faults of the file as a whole.
  public var place: String
  /// What is wrong and what to do.
  public var message: String

  /// All fields, as they are described above.
  public init(file: String, place: String = "", message: String) {
    self.file = file
    self.place = place
    self.message = message
  }

  /// `recipes/studies/mask/study.toml: member hash: baseline: …`
  public var description: String {
    [file, place, message].filter { !$0.isEmpty }.joined(separator: ": ")
      .split(whereSeparator: \.isNewline).joined(separator: " ")
  }
}

/// A table of a study file.
typealias StudyTOML = CheckedTable<StudyError>
