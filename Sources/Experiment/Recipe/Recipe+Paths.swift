import Foundation

extension Recipe {
  /// The recipe with its paths from the root, so that they still hold when a run is taken up from another folder.
  public var withAbsolutePaths: Recipe {
    var recipe = self
    recipe[Keys.Data.text] = recipe[Keys.Data.text].map(Self.rooted)
    let pictures = recipe[Keys.Images.path]
    if !pictures.isEmpty { recipe[Keys.Images.path] = Self.rooted(pictures) }
    return recipe
  }

  private static func rooted(_ path: String) -> String {
    URL(fileURLWithPath: (path as NSString).expandingTildeInPath).path
  }
}
