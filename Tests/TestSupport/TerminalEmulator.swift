import Foundation
public import TerminalUI

/// A small terminal: enough of ECMA-48 to show what the program's recordings send, and nothing else. What it does not
/// know it notes in `faults`, so that a test sees it.
public struct TerminalEmulator {
  /// A place of the screen.
  public struct Place: Equatable {
    /// Empty in the right half of a wide character.
    public var text = " "
    /// Codes of the last `ESC [ … m`, without those that reset.
    public var codes: [String] = []
  }

  /// Columns and rows.
  public let size: Size
  /// Sequences and places that a terminal would not have understood.
  public private(set) var faults: [String] = []
  /// Whether the cursor is hidden.
  public private(set) var isCursorHidden = false
  /// Number of characters written.
  public private(set) var written = 0
  private var places: [[Place]]
  private var x = 0
  private var y = 0
  private var codes: [String] = []

  /// An empty screen.
  public init(width: Int, height: Int) { self.init(Size(width, height)) }

  /// An empty screen.
  public init(_ size: Size) {
    self.size = size
    places = Array(repeating: Array(repeating: Place(), count: size.width), count: size.height)
  }

  /// A place; rows and columns count from 0.
  public subscript(x: Int, y: Int) -> Place { places[y][x] }

  /// The rows as text without spaces at their ends.
  public var rows: [String] {
    places.map { row in
      var text = row.map(\.text).joined()
      while text.last == " " { text.removeLast() }
      return text
    }
  }

  /// Does what a terminal does when it is sent this.
  public mutating func send(_ text: String) {
    var rest = Substring(text).unicodeScalars
    while let scalar = rest.popFirst() {
      switch scalar {
      case "\u{1B}": escape(&rest)
      case "\r": x = 0
      case "\n": y = min(y + 1, size.height - 1)
      case _ where scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value):
        faults.append("control character \(scalar.value)")
      default: put(scalar)
      }
    }
  }

  private mutating func put(_ scalar: Unicode.Scalar) {
    let width = displayWidth(of: scalar)
    if width == 0 {
      var column = x - 1
      while column > 0, places[y][column].text.isEmpty { column -= 1 }
      guard column >= 0 else { return faults.append("a mark without a letter") }
      places[y][column].text.unicodeScalars.append(scalar)
      return
    }
    guard x + width <= size.width else { return faults.append("written past the last column of row \(y)") }
    // A wide character that loses a half is gone.
    for column in x..<x + width {
      if places[y][column].text.isEmpty { places[y][column - 1].text = " " }
      if column + 1 < size.width, places[y][column + 1].text.isEmpty { places[y][column + 1].text = " " }
    }
    places[y][x] = Place(text: String(scalar), codes: codes)
    if width == 2 { places[y][x + 1] = Place(text: "", codes: codes) }
    x += width
    written += 1
  }

  private mutating func escape(_ rest: inout Substring.UnicodeScalarView) {
    guard rest.popFirst() == "[" else { return faults.append("a sequence that is no CSI") }
    var parameters = ""
    while let scalar = rest.popFirst() {
      if (0x40...0x7E).contains(scalar.value) { return control(parameters, Character(scalar)) }
      parameters.unicodeScalars.append(scalar)
    }
    faults.append("a sequence without an end")
  }

  private mutating func control(_ parameters: String, _ letter: Character) {
    let numbers = parameters.split(separator: ";").compactMap { Int($0) }
    switch (letter, parameters) {
    case ("H", _):
      (y, x) = (numbers.first.map { $0 - 1 } ?? 0, numbers.count > 1 ? numbers[1] - 1 : 0)
      if !(0..<size.height).contains(y) || !(0..<size.width).contains(x) {
        faults.append("the cursor is sent to \(x), \(y)")
        (x, y) = (0, 0)
      }
    case ("C", _): x += numbers.first ?? 1
    case ("J", "2"): places = places.map { $0.map { _ in Place() } }
    case ("m", _):
      var all = parameters.split(separator: ";").map(String.init)
      if let reset = all.lastIndex(of: "0"), reset == 0 { codes = [] }
      all.removeAll { $0 == "0" }
      codes += all
    case ("l", "?25"): isCursorHidden = true
    case ("h", "?25"): isCursorHidden = false
    default: faults.append("ESC [ \(parameters) \(letter)")
    }
  }
}
