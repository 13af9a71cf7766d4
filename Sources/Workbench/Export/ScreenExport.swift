internal import Foundation
public import TerminalUI

/// A wish to have what is seen in a file.
public struct ScreenExport: Sendable, Equatable {
  /// How it is written; the raw value is the file's ending.
  public enum Form: String, Sendable, Equatable, CaseIterable {
    /// The characters of the screen.
    case text = "txt"
    /// A picture in the theme's colours.
    case svg
    /// The data of a panel, comma-separated.
    case csv
    /// The data of a panel, an array of objects.
    case json
  }

  /// How it is written.
  public var form: Form
  /// The part of the screen; nil for all of it.
  public var area: Rect?
  /// The data, for the forms that write some.
  public var table: DataTable?
  /// What the file is called, without its ending; characters that file systems dislike are replaced.
  public var name: String

  /// Makes a wish.
  public init(_ form: Form, name: String, area: Rect? = nil, table: DataTable? = nil) {
    self.form = form
    self.area = area
    self.table = table
    self.name = name
  }

  /// What the file holds.
  /// - Parameter picture: the whole screen.
  public func contents(of picture: CellBuffer, _ theme: Theme) -> String {
    let part = area.map { picture.cropped(to: $0) } ?? picture
    switch form {
    case .text: return part.text
    case .svg: return part.svg(theme, title: name)
    case .csv: return table?.csv ?? ""
    case .json: return table?.json ?? ""
    }
  }

  /// The name with letters, digits, points and dashes only; at most 80 of them.
  var fileName: String {
    var result = ""
    for scalar in name.unicodeScalars {
      let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
      let next: Character = isPlain || scalar == "." || scalar == "_" ? Character(scalar) : "-"
      // No file is hidden, and no run of dashes is longer than one.
      if result.isEmpty ? !isPlain : next == "-" && result.last == "-" { continue }
      result.append(next)
    }
    while result.last == "-" || result.last == "." { result.removeLast() }
    return result.isEmpty ? "switchyard" : String(result.prefix(80))
  }

  /// Writes a new file; where the name is taken, a number is added to it. Nothing is ever overwritten.
  ///
  /// - Parameter folder: where.
  /// - Returns: the file's name.
  /// - Throws: `TerminalUIError` naming the folder when nothing can be written there.
  public func write(_ contents: String, in folder: String) throws(TerminalUIError) -> String {
    for number in 1...999 {
      let file = "\(fileName)\(number > 1 ? "-\(number)" : "").\(form.rawValue)"
      let path = URL(fileURLWithPath: folder).appendingPathComponent(file)
      do {
        try Data(contents.utf8).write(to: path, options: .withoutOverwriting)
        return file
      } catch let error as CocoaError where error.code == .fileWriteFileExists {
        continue
      } catch {
        throw TerminalUIError("nothing can be written to \(sanitized(folder)): choose another folder to start from")
      }
    }
    throw TerminalUIError("\(fileName).\(form.rawValue) exists a thousand times: remove some of them")
  }
}
