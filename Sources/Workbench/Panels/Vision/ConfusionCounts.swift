internal import Experiment
internal import TerminalUI

extension CommandID {
  static let classesPictures: CommandID = "classes.pictures"
}

/// The counts of true and predicted classes that are shown: of the test images where a run has told them, which are many
/// more, else of the validation images or the targets.
struct ConfusionCounts {
  let matrix: NamedMatrix
  /// Whether they are of the test.
  let isOfTest: Bool

  private static let (plain, test) = ("confusion", "confusion.test")

  /// Nil before the first evaluation.
  init?(_ shared: Shared) {
    let wanted = shared.selection.showsValidation ? nil : shared.matrix(Self.test)
    guard let matrix = wanted ?? shared.matrix(Self.plain), !matrix.rows.isEmpty else { return nil }
    (self.matrix, isOfTest) = (matrix, wanted != nil)
  }

  /// Whether there are both.
  static func isChoice(_ shared: Shared) -> Bool { shared.matrix(test) != nil && shared.matrix(plain) != nil }

  /// What its images are called.
  var images: String { isOfTest ? "test images" : "validation images" }
}

extension PanelView {
  /// The key that turns to the other images.
  var otherPictures: Binding {
    binding([.character("n")], .classesPictures, "images", "counts of the test images, or of validation", rank: 11)
  }
}
