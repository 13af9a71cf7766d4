public import Data
public import Experiment

extension DomainPairData.Request {
  /// The pictures that a recipe asks for.
  public init(_ recipe: Recipe) {
    self.init(
      shots: recipe[Keys.Domains.shots], size: recipe[Keys.Domains.size], examples: recipe[Keys.Domains.examples],
      seed: UInt64(recipe[Keys.Run.seed]))
  }
}
