/// Where the pixels of a view of a picture lie among those of its domain: from `first` on, `step` apart along a row.
struct PictureCut {
  private let start: Int
  private let side: Int
  /// From a column to the next: −1 if left and right changed places.
  let step: Int

  /// The view `view` of picture `index`.
  init(_ pictures: DomainPictures, _ index: Int, _ view: PictureView) {
    precondition(index >= 0 && index < pictures.count, "picture \(index) of \(pictures.count)")
    side = pictures.side
    step = view.flipped ? -1 : 1
    start = (3 * index * side + view.top) * side + view.left + (view.flipped ? pictures.size - 1 : 0)
  }

  /// The place of the leftmost pixel of a row.
  func first(channel: Int, row: Int) -> Int { start + (channel * side + row) * side }
}
