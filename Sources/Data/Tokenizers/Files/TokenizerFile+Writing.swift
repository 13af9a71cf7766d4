extension BPETokenizer {
  /// The tokenizer as a file: a Hugging Face `tokenizer.json` for plain BPE, our own JSON for Scaffold-BPE.
  ///
  /// Only tokenizers with the pattern of our own training can be written.
  public var fileContents: [UInt8] {
    var text = JSONText()
    if let scaffold { write(scaffold, to: &text) } else { writePlain(to: &text) }
    text.raw("\n")
    return text.bytes
  }

  private func form(_ id: Int32) -> String {
    isSpecial(id) ? vocabulary.name(of: id) : ByteAlphabet.form(of: vocabulary.tokens[Int(id)])
  }

  private func writePlain(to text: inout JSONText) {
    text.raw(#"{"version":"1.0","truncation":null,"padding":null,"added_tokens":"#)
    text.list(vocabulary.specials) { text, id in
      text.raw("\n{\"id\":\(id),\"content\":")
      text.string(form(id))
      text.raw(#","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true}"#)
    }
    text.raw(",\n" + #""normalizer":null,"pre_tokenizer":{"type":"Sequence","pretokenizers":["#)
    text.raw(#"{"type":"Split","pattern":{"Regex":"#)
    text.string(ChunkScanner.digitPattern)
    text.raw(#"},"behavior":"Isolated","invert":false},"#)
    text.raw(#"{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":false}]},"#)
    text.raw("\n" + #""post_processor":null,"decoder":{"type":"ByteLevel","add_prefix_space":true,"#)
    text.raw(#""trim_offsets":true,"use_regex":true},"# + "\n")
    text.raw(#""model":{"type":"BPE","dropout":null,"unk_token":null,"continuing_subword_prefix":null,"#)
    text.raw(#""end_of_word_suffix":null,"fuse_unk":false,"byte_fallback":false,"ignore_merges":false,"vocab":{"#)
    text.separated(0..<Int32(vocabularySize)) { text, id in
      text.raw("\n")
      text.string(form(id))
      text.raw(":\(id)")
    }
    text.raw("},\n\"merges\":")
    text.list(merges) { text, merge in
      text.raw("\n[")
      text.string(form(merge.left))
      text.raw(",")
      text.string(form(merge.right))
      text.raw("]")
    }
    text.raw("}}")
  }

  private func write(_ scaffold: ScaffoldTable, to text: inout JSONText) {
    text.raw("{\"format\":\"\(ScaffoldFile.format)\",\"version\":\(ScaffoldFile.version),\"pattern\":")
    text.string(ChunkScanner.digitPattern)
    text.raw(",\n\"special_tokens\":")
    text.list(vocabulary.specials) { $0.string(form($1)) }
    text.raw(",\"vocab_size\":\(vocabularySize),\n\"expanded\":")
    text.list(scaffold.tokens.indices) { text, rank in
      let token = scaffold.tokens[rank]
      text.raw("\n{\"token\":")
      text.string(
        rank < scaffold.specialCount
          ? String(decoding: token.bytes, as: UTF8.self) : ByteAlphabet.form(of: token.bytes))
      text.raw(",\"left\":")
      text.number(token.left < 0 ? nil : token.left)
      text.raw(",\"right\":")
      text.number(token.right < 0 ? nil : token.right)
      text.raw(",\"scaffold\":\(token.isScaffold),\"id\":")
      text.number(token.isScaffold ? nil : token.id)
      text.raw("}")
    }
    text.raw(",\n\"alternatives\":")
    text.list(scaffold.alternatives) { $0.raw("[\($1.token),\($1.left),\($1.right)]") }
    text.raw(",\n\"demolition\":{")
    text.separated(scaffold.scaffolds) { text, rank in
      text.raw("\n\"\(rank)\":")
      text.list(scaffold.demolition[rank]) { $0.number($1) }
    }
    text.raw("}}")
  }
}
