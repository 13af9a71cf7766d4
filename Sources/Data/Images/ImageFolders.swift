import Foundation
internal import Threading

/// Pictures in one folder a class.
public enum ImageFolders {
  /// Endings that are looked at; other files are counted.
  private static let endings = ["png", "jpg", "jpeg"]

  /// The pictures of each class by path, and how many files of other endings there are beside them.
  private typealias Found = (classes: [(name: String, paths: [String])], ignored: [String: Int])

  /// Reads `folder`/CLASS/…/NAME.png or .jpg, classes and files in the order of their bytes.
  ///
  /// Damaged pictures and links to nothing are left out and named in `skipped`, files of other kinds counted in `ignored`.
  /// - Parameters:
  ///   - transform: applied to each picture as it is read, so that large ones need not be kept.
  ///   - limit: pictures a class, the first by name; nil for all.
  /// - Throws: `DataError` if the folder cannot be listed or holds no classes with pictures.
  public static func read(
    _ folder: String, limit: Int? = nil, transform: @escaping @Sendable (RGBImage) -> RGBImage = { $0 }
  ) throws -> ImageSet {
    let found = try pictures(below: folder, limit: limit)
    let all = found.classes.enumerated().flatMap { label, own in own.paths.map { (path: $0, label: label) } }
    var results = [Result<RGBImage, any Error>?](repeating: nil, count: all.count)
    results.withUnsafeMutableBufferPointer { results in
      // Each piece writes its own place.
      nonisolated(unsafe) let results = results
      Parallel.run(all.count, threads: Parallel.threads(0)) { piece, _ in
        results[piece] = Result { transform(try Self.picture(all[piece].path)) }
      }
    }
    var set = ImageSet(images: [], labels: [], classes: found.classes.map(\.name))
    set.ignored = found.ignored
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

  private static func picture(_ path: String) throws -> RGBImage {
    guard FileReading.exists(path) else { throw DataError("\(path): is a link to a file that is not there") }
    return try ImageFile.read(path)
  }

  private static func pictures(below folder: String, limit: Int?) throws -> Found {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder)
    } catch {
      throw DataError("cannot list \(folder): \(FileReading.exists(folder) ? "it is not a folder" : "no such folder")")
    }
    let classes = names.filter { !$0.hasPrefix(".") && FileReading.isFolder("\(folder)/\($0)") }
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    var found: Found = ([], [:])
    for name in classes {
      var paths: [String] = []
      for path in try FileReading.files(below: "\(folder)/\(name)", deadLinks: true) {
        let ending = (path as NSString).pathExtension.lowercased()
        if endings.contains(ending) { paths.append(path) } else { found.ignored[ending, default: 0] += 1 }
      }
      if !paths.isEmpty { found.classes.append((name: name, paths: Array(paths.prefix(limit ?? paths.count)))) }
    }
    guard !found.classes.isEmpty else {
      let others = ImageSet.summary(ignored: found.ignored).map { " (\($0))" } ?? ""
      throw DataError("\(folder): holds no folders with PNG or JPEG pictures; one folder a class is needed\(others)")
    }
    return found
  }
}
