public import Data
public import Experiment

extension ImageTaskData.Request {
  /// The pictures that a recipe asks for.
  public init(_ recipe: Recipe) {
    self.init(
      training: recipe[Keys.Images.training], validation: recipe[Keys.Images.validation],
      test: recipe[Keys.Images.test], size: recipe[Keys.Images.size], path: recipe[Keys.Images.path])
  }
}

extension Recipe {
  /// The pictures that it learns; nothing of them is read.
  ///
  /// - Throws: `DataError` if there is no task of that name.
  var pictureTask: ImageTask {
    get throws {
      try ImageTaskCatalog.task(
        named: self[Keys.Images.task], path: self[Keys.Images.path], size: self[Keys.Images.size])
    }
  }
}
