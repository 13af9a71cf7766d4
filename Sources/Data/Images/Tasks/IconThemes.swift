import Foundation

/// Icons of desktop themes: the class is the context for which an icon was drawn.
///
/// Links to other icons are left out, and pictures that are there twice are taken once: the same picture shall not be in
/// training and test, nor in two classes.
enum IconThemes {
  static let packages = [
    DebianFiles(
      name: "icons", package: "gnome-icon-theme", folder: "usr/share/icons/gnome/32x32", landmark: "actions"),
    DebianFiles(
      name: "icons", package: "tango-icon-theme", folder: "usr/share/icons/Tango/32x32", landmark: "actions"),
    DebianFiles(
      name: "icons", package: "oxygen-icon-theme", folder: "usr/share/icons/oxygen/base/32x32", landmark: "actions"),
  ]
  /// The contexts that all three themes have in more than a few pictures: of animations there are one or two.
  static let contexts = [
    "actions", "apps", "categories", "devices", "emblems", "emotes", "mimetypes", "places", "status",
  ]

  /// The icons of some of the themes, of equals the first.
  static func read(_ places: ImagePlaces, of packages: [DebianFiles] = IconThemes.packages) throws -> ImageSet {
    var set = ImageSet(images: [], labels: [], classes: contexts)
    var seen: Set<UInt64> = []
    for files in packages {
      let folder = try places.folder(of: files, for: "icons")
      for (label, context) in contexts.enumerated() where FileReading.isFolder("\(folder)/\(context)") {
        for path in try FileReading.files(below: "\(folder)/\(context)") where path.hasSuffix(".png") && !isLink(path) {
          do {
            let image = try ImageFile.read(path)
            guard seen.insert(image.hash).inserted else { continue }
            set.images.append(image)
            set.labels.append(label)
          } catch {
            set.skipped.append(.init(reason: "\(error)"))
          }
        }
      }
    }
    return set
  }

  private static func isLink(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
  }
}

extension RGBImage {
  /// Follows from size and pixels alone: the same on every machine.
  var hash: UInt64 {
    var bytes = pixels
    for number in [width, height] {
      for shift in stride(from: 0, to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
    }
    return StableHash.hash(bytes)
  }
}
