/// Chooses from each palette entry what the terminal can show.
struct ThemeFitting {
  let definition: ThemeDefinition
  let depth: ColorDepth

  init(_ definition: ThemeDefinition, depth: ColorDepth) {
    self.definition = definition
    self.depth = depth
  }

  /// The first candidate that this depth can show, and the attributes that stand for colour where there is none.
  func resolve(_ candidates: [ThemeDefinition.Candidate]) -> (color: ThemeColor, attributes: Attributes) {
    if depth == .mono {
      let attributes = candidates.reduce(into: Attributes()) { set, candidate in
        if case .attribute(let attribute) = candidate { set.formUnion(attribute) }
      }
      return (.terminal, attributes)
    }
    let limit = depth.rawValue
    for candidate in candidates {
      switch candidate {
      case .rgb(let color) where depth == .indexed: return (.index(color.nearest(of: 256)), [])
      case .index(let index) where Int(index) < limit: return (.index(index), [])
      case .named(let index) where Int(index) < limit: return (.index(index), [])
      case .terminal: return (.terminal, [])
      default: continue
      }
    }
    // Nothing fits as it is: a bright colour becomes its base in bold, any other the nearest that there is.
    for case .named(let index) in candidates where index >= 8 { return (.index(index - 8), .bold) }
    for candidate in candidates {
      switch candidate {
      case .named(let index), .index(let index): return (.index(RGB(index: index).nearest(of: limit)), [])
      case .rgb(let color): return (.index(color.nearest(of: limit)), [])
      case .terminal, .attribute: continue
      }
    }
    return (.terminal, [])
  }

  /// The colour of a palette name as text.
  func style(named name: String) -> Style {
    let found = resolve(definition.palette[name] ?? [])
    return Style(foreground: found.color, attributes: found.attributes)
  }

  /// Looks of every role that the definition names, parents' parts filled in.
  mutating func looks() -> [Role: Style] {
    var result: [Role: Style] = [:]
    for role in definition.roles.keys { result[role] = look(of: role) }
    return result
  }

  private func look(of role: Role) -> Style {
    guard let own = definition.roles[role] else { return role.parent.map { look(of: $0) } ?? .plain }
    // A background is the screen's unless the role or a dotted parent has one; so `border.focus` may lean on `border`.
    var style = role.parent.map { look(of: $0) } ?? .plain
    style.attributes = own.attributes
    if let name = own.foreground {
      let found = resolve(definition.palette[name] ?? [])
      style.foreground = found.color
      style.attributes.formUnion(found.attributes)
    }
    if let name = own.background {
      let found = resolve(definition.palette[name] ?? [])
      style.background = found.color
      style.attributes.formUnion(found.attributes)
    }
    return style
  }

  /// A ramp's stops as colours; empty where the depth has none.
  func ramp(_ stops: [[ThemeDefinition.Candidate]]) -> [ThemeColor] {
    guard depth != .mono else { return [] }
    var colors: [ThemeColor] = []
    for stop in stops {
      let color = resolve(stop).color
      if colors.last != color { colors.append(color) }
    }
    return colors
  }
}
