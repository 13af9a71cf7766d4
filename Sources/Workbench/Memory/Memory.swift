internal import Foundation
public import Sessions

/// The file in which preferences lie: `preferences.json` of the state folder.
///
/// A file that is missing, damaged or cannot be written never stops anybody: the screens then look as they do at first.
public struct Memory: Sendable {
  /// Where the file lies.
  public let folder: StateFolder

  private static let name = "preferences.json"

  /// Touches no file.
  public init(folder: StateFolder) { self.folder = folder }

  /// What was remembered; nothing when there is nothing that can be read.
  ///
  /// - Parameter complain: is given one line when there is a file that cannot be read.
  public func load(complain: (String) -> Void = { _ in }) -> Preferences {
    do throws(SessionError) {
      guard let data = try folder.read(Memory.name) else { return Preferences() }
      let decoder = JSONDecoder()
      decoder.nonConformingFloatDecodingStrategy = .convertFromString(
        positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
      guard let preferences = try? decoder.decode(Preferences.self, from: data) else {
        folder.putAside(Memory.name)
        complain("\(folder.file(Memory.name)): is damaged; the screens look as they do at first")
        return Preferences()
      }
      return preferences
    } catch {
      complain(error.description)
      return Preferences()
    }
  }

  /// Remembers, whole or not at all.
  ///
  /// - Parameter complain: is given one line when it cannot be written.
  public func save(_ preferences: Preferences, complain: (String) -> Void = { _ in }) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    do throws(SessionError) {
      let data: Data
      do { data = try encoder.encode(preferences) } catch {
        throw SessionError(file: folder.file(Memory.name), message: "cannot be written: \(error)")
      }
      try folder.write(data, to: Memory.name)
    } catch {
      complain(error.description)
    }
  }
}
