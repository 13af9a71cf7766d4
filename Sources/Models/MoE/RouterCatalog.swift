/// All routers there are: to add one, write its file and add its word here.
public enum RouterCatalog {
  /// Every kind of router, by its type.
  public static let all: [any Router.Type] = [
    TopKRouter.self, MaskRouter.self, HashRouter.self, ExpertChoiceRouter.self, BiasBalancedRouter.self,
    TopPRouter.self,
  ]

  /// In the order of `all`.
  public static var names: [String] { all.map { $0.name } }

  /// The kind of that name, or nil.
  public static func kind(named name: String) -> (any Router.Type)? { all.first { $0.name == name } }
}
