public import Data
public import Experiment

extension ImageTaskData.Request {
  /// The pictures that a recipe asks for.
  public init(_ recipe: Recipe) {
    self.init(
      training: recipe[Keys.Images.training], validation: recipe[Keys.Images.validation],
      test: recipe[Keys.Images.test], size: recipe[Keys.Images.size])
  }
}
