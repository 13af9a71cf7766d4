import Data
import Foundation
import Testing

/// Tokenizer files as Foundation reads them, independently of our own reader.
enum TokenizerJSON {
  static func object(_ tokenizer: BPETokenizer) throws -> [String: Any] {
    try object(tokenizer.fileContents)
  }

  static func object(_ bytes: [UInt8]) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Foundation.Data(bytes)) as? [String: Any])
  }

  static func bytes(_ object: Any) throws -> [UInt8] {
    Array(try JSONSerialization.data(withJSONObject: object))
  }

  /// `object` with the value at `path` made anew; keys are names, list places are numbers.
  static func changed(_ object: Any, _ path: [Any], _ change: (Any?) -> Any?) -> Any {
    guard let first = path.first else { return change(object) ?? NSNull() }
    let rest = Array(path.dropFirst())
    if let index = first as? Int, var list = object as? [Any] {
      if rest.isEmpty, change(list[index]) == nil {
        list.remove(at: index)
      } else {
        list[index] = changed(list[index], rest, change)
      }
      return list
    }
    guard let key = first as? String, var members = object as? [String: Any] else { return object }
    members[key] = rest.isEmpty ? change(members[key]) : changed(members[key] ?? NSNull(), rest, change)
    return members
  }
}
