/// The one table of keys.
///
/// Contexts are asked from the inside out, as in `[dialog]`, or `[loss panel, charts, global]`; the first that has the key
/// decides.
public struct KeyBindings: Hashable, Sendable {
  /// All rows.
  public private(set) var bindings: [Binding]

  /// Makes a table.
  /// - Precondition: no key stands twice in one context (see `conflicts`).
  public init(_ bindings: [Binding]) {
    self.bindings = bindings
    precondition(conflicts.isEmpty, "a key is bound twice: \(conflicts.joined(separator: "; "))")
  }

  /// What a key does.
  public func command(for key: Key, in contexts: [KeyContext]) -> CommandID? {
    for context in contexts {
      if let match = bindings.first(where: { $0.context == context && $0.keys.contains(key) }) { return match.command }
    }
    return nil
  }

  /// The rows that work now, inner contexts first, each with only the keys that reach it.
  public func live(in contexts: [KeyContext]) -> [Binding] {
    var taken: Set<Key> = []
    var result: [Binding] = []
    for context in contexts {
      let here = bindings.filter { $0.context == context }
      for var binding in here {
        binding.keys.removeAll { taken.contains($0) }
        if !binding.keys.isEmpty { result.append(binding) }
      }
      taken.formUnion(here.flatMap(\.keys))
    }
    return result
  }

  /// Every command that works now, each once, inner contexts first, with the keys that reach it; also those without keys
  /// and those whose keys an inner context has taken. What the command palette offers.
  public func reachable(in contexts: [KeyContext]) -> [Binding] {
    var taken: Set<Key> = []
    var seen: Set<CommandID> = []
    var result: [Binding] = []
    for context in contexts {
      let here = bindings.filter { $0.context == context }
      for var binding in here where seen.insert(binding.command).inserted {
        binding.keys.removeAll { taken.contains($0) }
        result.append(binding)
      }
      taken.formUnion(here.flatMap(\.keys))
    }
    return result
  }

  /// The live rows that the footer shows, most important first.
  public func footer(in contexts: [KeyContext]) -> [Binding] {
    live(in: contexts).enumerated()
      .filter { $0.element.footerRank != nil }
      .sorted { ($0.element.footerRank ?? 0, $0.offset) < ($1.element.footerRank ?? 0, $1.offset) }
      .map(\.element)
  }

  /// The first key of a command in the given contexts.
  public func key(for command: CommandID, in contexts: [KeyContext]) -> Key? {
    live(in: contexts).first { $0.command == command }?.keys.first
  }

  /// Keys that stand twice in one context, one line each.
  public var conflicts: [String] {
    var seen: [KeyContext: [Key: CommandID]] = [:]
    var lines: [String] = []
    for binding in bindings {
      for key in binding.keys {
        if let other = seen[binding.context]?[key] {
          lines.append("\(key.name) in \(binding.context.rawValue): \(other) and \(binding.command)")
        }
        seen[binding.context, default: [:]][key] = binding.command
      }
    }
    return lines
  }

  /// Gives commands other keys: a command that is named gets exactly these, and they are taken from any other command in
  /// the same context. Commands that this table does not have are passed over: a user's file is for every screen.
  /// - Throws: `TerminalUIError` when two named commands get one key in one context.
  public func overriding(_ overrides: [CommandID: [Key]]) throws(TerminalUIError) -> KeyBindings {
    var result = self
    var taken: [KeyContext: Set<Key>] = [:]
    for binding in bindings {
      if let keys = overrides[binding.command] { taken[binding.context, default: []].formUnion(keys) }
    }
    for (index, binding) in bindings.enumerated() {
      if let keys = overrides[binding.command] {
        result.bindings[index].keys = keys
      } else if let taken = taken[binding.context] {
        result.bindings[index].keys.removeAll { taken.contains($0) }
      }
    }
    if let conflict = result.conflicts.first { throw TerminalUIError("\(conflict) have the same key") }
    return result
  }
}
