/// The reducers that there are, by the words for them.
public enum ReducerCatalog {
  /// Plain merging first.
  public static let all: [any TokenReducer.Type] = [
    ToMe.self, PYRA.self, RankGate.self, ActivatedRankGate.self, ChannelGate.self, ActivatedChannelGate.self,
    ProductGate.self, FullGate.self, PerceptronGate.self,
  ]

  /// The reducer of that name, or nil.
  public static func kind(named name: String) -> (any TokenReducer.Type)? { all.first { $0.name == name } }
}
