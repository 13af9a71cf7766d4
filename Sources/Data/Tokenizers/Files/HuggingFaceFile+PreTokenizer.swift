extension HuggingFaceFile {
  /// The pre-tokenizer of a file.
  static func preTokenizer(_ value: JSONValue) throws -> PreTokenizer {
    var preTokenizer = PreTokenizer(stages: [])
    var isByteLevel = false
    let steps = value["type"]?.text == "Sequence" ? value["pretokenizers"]?.list ?? [] : [value]
    for step in steps {
      if isByteLevel { throw TokenizerFileError("its pre-tokenizer goes on after ByteLevel") }
      switch step["type"]?.text {
      case "ByteLevel":
        isByteLevel = true
        preTokenizer.addsPrefixSpace = step["add_prefix_space"]?.flag ?? true
        if preTokenizer.addsPrefixSpace, !preTokenizer.stages.isEmpty {
          throw TokenizerFileError("its pre-tokenizer puts a space before every chunk")
        }
        if step["use_regex"]?.flag ?? true {
          preTokenizer.stages.append(.scanner(ChunkScanner(numbersInRuns: true)))
        }
      case "Split": preTokenizer.stages.append(try split(step))
      case "Digits": preTokenizer.stages.append(.digits(individual: step["individual_digits"]?.flag ?? false))
      case let type: throw TokenizerFileError("its pre-tokenizer is \(type ?? "missing"), which is not supported")
      }
    }
    guard isByteLevel else { throw TokenizerFileError("its pre-tokenizer is not byte-level") }
    return preTokenizer
  }

  /// The pre-tokenizer that splits by `pattern` alone.
  static func preTokenizer(pattern: String) throws -> PreTokenizer {
    PreTokenizer(stages: [try stage(pattern)])
  }

  private static func split(_ step: JSONValue) throws -> PreTokenizer.Stage {
    // With `invert` the pattern describes what is kept, and what lies between would be removed: with patterns that match
    // everything, as all of them do, that is the same as keeping matches apart.
    let behaviour = step["behavior"]?.text ?? ""
    let inverted = step["invert"]?.flag ?? false
    guard behaviour == "Isolated" || (behaviour == "Removed" && inverted) else {
      throw TokenizerFileError("its pre-tokenizer splits with behaviour \(behaviour), which is not supported")
    }
    guard let regex = step["pattern"]?["Regex"]?.text else {
      throw TokenizerFileError("its pre-tokenizer splits at a fixed text, which is not supported")
    }
    return try stage(regex)
  }

  private static func stage(_ pattern: String) throws -> PreTokenizer.Stage {
    switch pattern {
    case ChunkScanner.digitPattern: .scanner(ChunkScanner())
    case ChunkScanner.gpt2Pattern: .scanner(ChunkScanner(numbersInRuns: true))
    default: .pattern(try SplitPattern(pattern))
    }
  }
}
