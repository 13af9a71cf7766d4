extension HomeScene: RememberingScene {
  /// Home's name among what is remembered.
  public static let memoryName = "home"

  /// The section, and each list's order and columns.
  public var memory: SceneMemory {
    get { state.memory }
    set { state.memory = newValue }
  }
}

extension HomeState {
  /// The section, and each list's order and columns.
  public var memory: SceneMemory {
    get {
      var memory = SceneMemory(words: ["section": section.rawValue], flags: ["preview": hasPreview])
      for (section, list) in lists {
        memory.words["\(section.rawValue).sort"] = list.sort.column
        memory.flags["\(section.rawValue).descending"] = list.sort.isDescending
        memory.lists["\(section.rawValue).hidden"] = list.hidden.sorted()
      }
      return memory
    }
    set {
      section = newValue.words["section"].flatMap { HomeSection(rawValue: $0) } ?? section
      hasPreview = newValue.flags["preview"] ?? hasPreview
      for section in HomeSection.allCases {
        lists[section]?.recall(
          sort: newValue.words["\(section.rawValue).sort"],
          isDescending: newValue.flags["\(section.rawValue).descending"],
          hidden: newValue.lists["\(section.rawValue).hidden"])
      }
    }
  }
}
