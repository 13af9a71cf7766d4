import Foundation
internal import Threading

/// Pictures in one folder a class.
public enum ImageFolders {
  /// Endings that are looked at; other files are none of ours.
  private static let endings = ["png", "jpg", "jpeg"]

  /// Reads `folder`/CLASS/…/NAME.png or .jpg, classes and files in the order of their bytes.
  ///
  /// Damaged pictures are left out and named in `skipped`.
  /// - Parameters:
  ///   - transform: applied to each picture as it is read, so that large ones need not be kept.
  ///   - limit: pictures a class, the first by name; nil for all.
  /// - Throws: `DataError` if the folder cannot be listed or holds no classes with pictures.
  public static func read(
    _ folder: String, limit: Int? = nil, transform: @escaping @Sendable (RGBImage) -> RGBImage = { $0 }
  ) throws -> ImageSet {
    let files = try pictures(below: folder, limit: limit)
    let classes = files.map(\.name)
    let all = files.enumerated().flatMap { label, own in own.paths.map { (path: $0, label: label) } }
    var results = [Result<RGBImage, any Error>?](repeating: nil, count: all.count)
    results.withUnsafeMutableBufferPointer { results in
      // Each piece writes its own place.
      nonisolated(unsafe) let results = results
      Parallel.run(all.count, threads: Parallel.threads(0)) { piece, _ in
        results[piece] = Result { transform(try ImageFile.read(all[piece].path)) }
      }
    }
    var set = ImageSet(images: [], labels: [], classes: classes)
    for (file, result) in zip(all, results) {
      switch result {
      case .success(let image):
        set.images.append(image)
        set.labels.append(file.label)
      case .failure(let error): set.skipped.append(.init(reason: "\(error)"))
      case nil: continue
      }
    }
    return set
  }

  private static func pictures(below folder: String, limit: Int?) throws -> [(name: String, paths: [String])] {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder)
    } catch {
      throw DataError("cannot list \(folder): \(FileReading.exists(folder) ? "it is not a folder" : "no such folder")")
    }
    let classes = names.filter { !$0.hasPrefix(".") && FileReading.isFolder("\(folder)/\($0)") }
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let found = try classes.map { name in
      let paths = try FileReading.files(below: "\(folder)/\(name)").filter {
        endings.contains(($0 as NSString).pathExtension.lowercased())
      }
      return (name: name, paths: Array(paths.prefix(limit ?? paths.count)))
    }.filter { !$0.paths.isEmpty }
    guard !found.isEmpty else {
      throw DataError("\(folder): holds no folders with PNG or JPEG pictures; one folder a class is needed")
    }
    return found
  }
}
