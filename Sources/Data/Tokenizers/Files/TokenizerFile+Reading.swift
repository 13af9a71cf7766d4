extension BPETokenizer {
  /// Reads a tokenizer from a file: one of ours, or a Hugging Face `tokenizer.json` of the byte-level BPE family.
  ///
  /// Throws: `DataError` naming the file and what is wrong with it.
  public init(path: String) throws {
    try self.init(fileContents: FileReading.contents(of: path), named: path)
  }

  /// Reads a tokenizer from the bytes of its file.
  ///
  /// - Parameter name: what messages call the file.
  ///
  /// Throws: `DataError` with that name and what is wrong.
  public init(fileContents: [UInt8], named name: String) throws {
    do {
      let root = try JSONParser.parse(fileContents)
      if root["format"]?.text == ScaffoldFile.format {
        self = try ScaffoldFile.read(root)
      } else if root["model"]?.members != nil {
        self = try HuggingFaceFile.read(root)
      } else {
        throw TokenizerFileError("neither a tokenizer.json of byte-level BPE nor a \(ScaffoldFile.format) file")
      }
    } catch let error as JSONParser.Failure {
      throw DataError("tokenizer \(name) is not JSON: \(error.message)")
    } catch let error as TokenizerFileError {
      throw DataError("tokenizer \(name) cannot be used: \(error.message)")
    }
  }
}

/// What is wrong with a tokenizer file; the name of the file is added where it is known.
struct TokenizerFileError: Error {
  var message: String

  init(_ message: String) {
    self.message = message
  }
}

extension JSONValue {
  /// The member named `key` if `kind` makes something of it. Throws: `TokenizerFileError` if it is missing or wrong.
  func member<Value>(_ key: String, _ what: String, _ kind: (JSONValue) -> Value?) throws -> Value {
    guard let member = self[key] else { throw TokenizerFileError("'\(key)' is missing") }
    guard let value = kind(member) else { throw TokenizerFileError("'\(key)' is not \(what)") }
    return value
  }
}
