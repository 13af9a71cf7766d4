extension WorkbenchState {
  /// Focus and the view of each panel. A zoomed panel is not remembered: the next run is first seen whole.
  public var memory: SceneMemory {
    get {
      var memory = SceneMemory(words: ["focus": panels[focus].name])
      for panel in panels + resting {
        if let word = panel.wantedWord { memory.words["view.\(panel.name)"] = word }
      }
      return memory
    }
    set {
      if let name = newValue.words["focus"] {
        if let place = panels.firstIndex(where: { $0.name == name }) { focus = place } else { wantedFocus = name }
      }
      // A word that no view has leaves the panel as it is.
      for index in panels.indices {
        if let word = newValue.words["view.\(panels[index].name)"] { panels[index].show(word) }
      }
      for index in resting.indices {
        if let word = newValue.words["view.\(resting[index].name)"] { resting[index].show(word) }
      }
      refresh()
    }
  }
}

extension RunScene: RememberingScene {
  /// The run's name among what is remembered.
  public static let memoryName = "run"

  /// Focus and the view of each panel.
  public var memory: SceneMemory {
    get { state.memory }
    set { state.memory = newValue }
  }
}
