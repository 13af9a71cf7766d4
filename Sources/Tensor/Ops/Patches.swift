extension Tape {
  /// The square patches of images, without overlap, in rows from top left to bottom right.
  ///
  /// Shapes: images (B, C, H, W) with H and W multiples of P; result (B · H/P · W/P, C · P · P), each row in the order
  /// of a convolution's weight.
  /// - Parameter size: P, pixels along a side.
  public func patches(of images: Tensor, size: Int) -> Tensor {
    let shape = images.shape
    precondition(
      shape.count == 4 && shape[2] % size == 0 && shape[3] % size == 0, "patches of \(size): images \(shape)")
    let (c, h, w) = (shape[1], shape[2], shape[3])
    let (down, across) = (h / size, w / size)
    let columns = c * size * size
    let y = result(of: [images], shape: [shape[0] * down * across, columns])

    /// Calls `body` with where each stretch of `size` pixels lies in the image and in the patches.
    func forEachStretch(_ body: @escaping (_ pixel: Int, _ element: Int) -> Void) {
      pool.parallel(shape[0] * down) { strip, _ in
        let (image, row) = strip.quotientAndRemainder(dividingBy: down)
        for channel in 0..<c {
          for line in 0..<size {
            let pixels = ((image * c + channel) * h + row * size + line) * w
            let elements = strip * across * columns + (channel * size + line) * size
            for column in 0..<across { body(pixels + column * size, elements + column * columns) }
          }
        }
      }
    }

    forEachStretch { pixel, element in (y.data + element).update(from: images.data + pixel, count: size) }
    record(y) { [self] dY in
      guard let target = destination(images) else { return }
      forEachStretch { pixel, element in
        let (from, to) = (dY + element, target.data + pixel)
        if target.accumulates {
          for i in 0..<size { to[i] += from[i] }
        } else {
          to.update(from: from, count: size)
        }
      }
    }
    return y
  }

  /// Puts a class token before the patches of each image and adds a vector to each position.
  ///
  /// Shapes: patches (B · G, D), classToken (D), positions (1 + G, D); result (B · (1 + G), D).
  public func tokens(patches: Tensor, classToken: Tensor, positions: Tensor) -> Tensor {
    let (d, n) = (positions.columns, positions.rows)
    precondition(
      patches.columns == d && classToken.count == d && n > 1 && patches.rows % (n - 1) == 0,
      "tokens: patches \(patches.shape), class token \(classToken.shape), positions \(positions.shape)")
    let images = patches.rows / (n - 1)
    let y = result(of: [patches, classToken, positions], shape: [images * n, d])
    pool.parallel(images) { image, _ in
      for token in 0..<n {
        let from = token == 0 ? classToken.data : patches.data + (image * (n - 1) + token - 1) * d
        let (position, to) = (positions.data + token * d, y.data + (image * n + token) * d)
        for i in 0..<d { to[i] = from[i] + position[i] }
      }
    }
    record(y) { [self] dY in
      if let target = destination(patches) {
        pool.parallel(images) { image, _ in
          let count = (n - 1) * d
          let (from, to) = (dY + (image * n + 1) * d, target.data + image * count)
          if target.accumulates {
            for i in 0..<count { to[i] += from[i] }
          } else {
            to.update(from: from, count: count)
          }
        }
      }
      if let target = destination(classToken) {
        if !target.accumulates { target.data.update(repeating: 0, count: d) }
        for image in 0..<images {
          for i in 0..<d { target.data[i] += dY[image * n * d + i] }
        }
      }
      if let target = destination(positions) {
        pool.parallel(count: n * d, grain: Self.elementGrain) { range, _ in
          if !target.accumulates { (target.data + range.lowerBound).update(repeating: 0, count: range.count) }
          for image in 0..<images {
            for i in range { target.data[i] += dY[image * n * d + i] }
          }
        }
      }
    }
    return y
  }
}
