import Foundation
import GRDB

/// What is wrong with a row of a session.
struct RowFault: Error {
  var message: String
}

/// Takes the cells of a row one after the other, and trusts none of them.
struct RowCells {
  private let row: Row
  private var index = 0

  /// Whole numbers of a session lie within what a Double holds exactly, so that sums of them cannot overflow.
  static let limit = 1 << 53

  init(_ row: Row) { self.row = row }

  private mutating func next() throws(RowFault) -> DatabaseValue.Storage {
    guard index < row.count else { throw RowFault(message: "a row is too short") }
    defer { index += 1 }
    let value: DatabaseValue = row[index]
    return value.storage
  }

  /// Name of the column that was taken last, for faults.
  private var lastName: String { row.columnName(at: index - 1) }

  /// A whole number from `least` to 2⁵³.
  mutating func integer(from least: Int = 0, to most: Int = RowCells.limit) throws(RowFault) -> Int {
    guard case .int64(let number) = try next(), number >= least, number <= most else {
      throw RowFault(message: "\(lastName) is not a whole number in its range")
    }
    return Int(number)
  }

  /// 64 bits, whatever they mean.
  mutating func bits() throws(RowFault) -> UInt64 {
    guard case .int64(let number) = try next() else { throw RowFault(message: "\(lastName) is not a whole number") }
    return UInt64(bitPattern: number)
  }

  /// A number; NULL is NaN, eight bytes are the number's bits.
  mutating func double() throws(RowFault) -> Double {
    switch try next() {
    case .null: return .nan
    case .double(let number): return number
    case .int64(let number): return Double(number)
    case .blob(let data) where data.count == 8: return Blobs.decodeDouble(data)
    default: throw RowFault(message: "\(lastName) is not a number")
    }
  }

  mutating func text() throws(RowFault) -> String {
    guard case .string(let text) = try next() else { throw RowFault(message: "\(lastName) is not text") }
    return text
  }

  /// Bytes; SQLite gives an empty blob as NULL in places.
  mutating func blob() throws(RowFault) -> Data {
    switch try next() {
    case .null: return Data()
    case .blob(let data): return data
    default: throw RowFault(message: "\(lastName) is not a blob")
    }
  }

  /// A word of a closed list.
  mutating func word<Word: RawRepresentable>(_ type: Word.Type) throws(RowFault) -> Word where Word.RawValue == String {
    guard let word = Word(rawValue: try text()) else { throw RowFault(message: "\(lastName) is an unknown word") }
    return word
  }
}

extension Row {
  fileprivate func columnName(at index: Int) -> String {
    let names = Array(columnNames)
    return index < names.count ? names[index] : "a column"
  }
}
