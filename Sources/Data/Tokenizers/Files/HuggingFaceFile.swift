/// A Hugging Face `tokenizer.json` of the byte-level BPE family, ours or a foreign one.
///
/// What would make ids differ is refused by name: normalisers, dropout, markers of word ends. Post-processors, which add
/// special tokens around a text, are left to the caller.
enum HuggingFaceFile {
  static func read(_ root: JSONValue) throws -> BPETokenizer {
    let model = try root.member("model", "an object") { $0.members == nil ? nil : $0 }
    if let type = model["type"]?.text, type != "BPE" { throw TokenizerFileError("its model is \(type), not BPE") }
    for key in ["continuing_subword_prefix", "end_of_word_suffix"] {
      if let value = model[key], !value.isNull, value.text != "" { throw TokenizerFileError("it uses '\(key)'") }
    }
    if let dropout = model["dropout"], !dropout.isNull { throw TokenizerFileError("it uses dropout") }
    try refuseNormalizer(root["normalizer"])
    let preTokenizer = try HuggingFaceFile.preTokenizer(root["pre_tokenizer"] ?? .null)

    // By bytes: to Swift, strings are equal that differ in how their accents are written.
    var ids: [[UInt8]: Int32] = [:]
    let entries = try model.member("vocab", "an object", \.members)
    ids.reserveCapacity(entries.count)
    for (form, value) in entries {
      guard let id = value.integer, id >= 0 else { throw TokenizerFileError("the id of '\(form)' is no whole number") }
      guard ids.updateValue(id, forKey: Array(form.utf8)) == nil else {
        throw TokenizerFileError("'\(form)' is there twice")
      }
    }
    let added = try addedTokens(root["added_tokens"] ?? .null, ids)
    let vocabulary = try Self.vocabulary(ids, added)
    for byte in 0...255 where ids[Array(ByteAlphabet.form(of: [UInt8(byte)]).utf8)] == nil {
      throw TokenizerFileError("the byte \(byte) has no token: it is not byte-level, or damaged")
    }
    let merges = try model.member("merges", "a list", \.list).enumerated().map { place, value in
      try merge(value, place, ids)
    }
    return BPETokenizer(
      vocabulary: vocabulary, merges: merges, preTokenizer: preTokenizer,
      takesWholeChunks: model["ignore_merges"]?.flag ?? false)
  }

  /// A token that is looked for in the text before all else.
  private struct AddedToken {
    var content: String
    var id: Int32
    var isSpecial: Bool
    var stripsLeft: Bool
    var stripsRight: Bool
  }

  private static func addedTokens(_ list: JSONValue, _ ids: [[UInt8]: Int32]) throws -> [AddedToken] {
    if list.isNull { return [] }
    guard let entries = list.list else { throw TokenizerFileError("'added_tokens' is not a list") }
    return try entries.map { entry in
      let content = try entry.member("content", "a text", \.text)
      let id = try entry.member("id", "a whole number", \.integer)
      let known = ids[Array(content.utf8)] ?? id
      guard id >= 0, !content.isEmpty, known == id else {
        throw TokenizerFileError("the id of the added token '\(content)' is not the one in the vocabulary")
      }
      if entry["single_word"]?.flag == true {
        throw TokenizerFileError("the added token '\(content)' is for single words only, which is not supported")
      }
      return AddedToken(
        content: content, id: id, isSpecial: entry["special"]?.flag ?? true,
        stripsLeft: entry["lstrip"]?.flag ?? false, stripsRight: entry["rstrip"]?.flag ?? false)
    }
  }

  private static func vocabulary(_ ids: [[UInt8]: Int32], _ added: [AddedToken]) throws -> Vocabulary {
    let count = ids.count + added.filter { ids[Array($0.content.utf8)] == nil }.count
    var tokens = [[UInt8]?](repeating: nil, count: count)
    let contents = Set(added.map { Array($0.content.utf8) })
    guard contents.count == added.count else { throw TokenizerFileError("an added token is there twice") }
    for token in added { try Self.put(&tokens, Array(token.content.utf8), token.id, token.content) }
    for (form, id) in ids where !contents.contains(form) {
      // What is not in the alphabet of bytes cannot come out of merging bytes; it is decoded as it is written.
      let text = String(decoding: form, as: UTF8.self)
      try Self.put(&tokens, ByteAlphabet.bytes(of: text) ?? form, id, text)
    }
    return Vocabulary(
      tokens: tokens.map { $0 ?? [] }, specials: added.map(\.id), kept: added.filter { !$0.isSpecial }.map(\.id),
      stripsLeft: added.filter(\.stripsLeft).map(\.id), stripsRight: added.filter(\.stripsRight).map(\.id))
  }

  private static func put(_ tokens: inout [[UInt8]?], _ bytes: [UInt8], _ id: Int32, _ form: String) throws {
    guard id < tokens.count, tokens[Int(id)] == nil else {
      throw TokenizerFileError("the ids are not 0 ... \(tokens.count - 1), each once: see \(id), '\(form)'")
    }
    tokens[Int(id)] = bytes
  }

  private static func merge(_ value: JSONValue, _ place: Int, _ ids: [[UInt8]: Int32]) throws -> Merge {
    var parts = value.list?.compactMap(\.text).map { Array($0.utf8) } ?? []
    if let text = value.text {
      parts = text.utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false).map { Array($0) }
    }
    guard parts.count == 2, value.list?.count ?? 2 == 2 else {
      throw TokenizerFileError("merge \(place) is not two tokens")
    }
    func written() -> String { parts.map { "'\(String(decoding: $0, as: UTF8.self))'" }.joined(separator: " and ") }
    guard let left = ids[parts[0]], let right = ids[parts[1]] else {
      throw TokenizerFileError("merge \(place), \(written()): a part is not in the vocabulary")
    }
    guard let result = ids[parts[0] + parts[1]] else {
      throw TokenizerFileError("merge \(place), \(written()): its result is not in the vocabulary")
    }
    return Merge(left: left, right: right, result: result)
  }

  private static func refuseNormalizer(_ normalizer: JSONValue?) throws {
    guard let normalizer, !normalizer.isNull else { return }
    if normalizer["type"]?.text == "Sequence", normalizer["normalizers"]?.list?.isEmpty == true { return }
    throw TokenizerFileError(
      "it normalises text (\(normalizer["type"]?.text ?? "?")), so that text would not come back as it was")
  }
}
