public import ArgumentParser
import Foundation
public import Sessions

extension SessionsCommand {
  /// `switchyard sessions export SESSION --table TABLE`
  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write a session's numbers for other programs.",
      discussion: """
        Numbers read back to the same bits. In CSV a number that is none is nan, inf or -inf; in JSON lines NaN is null and \
        infinities are 1e999 and -1e999. Steps that a resumed run did again stand once, as done last.

        With --format tensorboard the whole session becomes an event file in the folder --output, to be shown with \
        `tensorboard --logdir`; one folder for each run.
        """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case csv, jsonl, tensorboard }

    @OptionGroup var place: SessionFolderOption
    @Argument(help: "A session's path or name.", completion: .session) var session: String
    @Option(help: "What to write, one row for each.") var table = ExportTable.steps
    @Flag(help: "Write every table, each as a file of its own in the folder --output.") var all = false
    @Option(help: "csv, jsonl or tensorboard.") var format = Format.csv
    @Option(
      help: "File to write instead of standard output; a folder for --all and for tensorboard.", completion: .file())
    var output: String?

    func run() throws {
      let reader = try SessionReader(path: place.library.path(of: session))
      guard let format = ExportFormat(rawValue: format.rawValue) else { return try writeEvents(of: reader) }
      if all {
        let folder = try folder(for: "--all")
        for table in ExportTable.allCases {
          let name = "\(folder)/\(table.rawValue).\(format.rawValue)"
          try DraftFile.write(name) { write in try reader.export(table, as: format) { try write(Data($0.utf8)) } }
        }
        return
      }
      guard let output else {
        try reader.export(table, as: format) { try DataOutput.write($0) }
        return
      }
      try DraftFile.write(output) { write in try reader.export(table, as: format) { try write(Data($0.utf8)) } }
    }

    private func writeEvents(of reader: SessionReader) throws {
      let folder = try folder(for: "--format tensorboard")
      let path = "\(folder)/\(try reader.eventFileName())"
      try DraftFile.write(path) { write in try reader.exportTensorBoard { try write(Data($0)) } }
      print(PlainPrinter.printable(path))
    }

    /// The folder `--output`, which is made if need be.
    private func folder(for option: String) throws -> String {
      guard let output else { throw CommandError("\(option) writes into a folder: give one with --output FOLDER") }
      do {
        try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
      } catch {
        throw CommandError("\(output): cannot be made as a folder: \(error.localizedDescription)")
      }
      return output
    }
  }
}

/// A file that is written piece by piece under another name, so that half of it never looks like the whole.
enum DraftFile {
  /// - Parameter body: is handed what writes a piece.
  /// - Throws: what `body` throws, and `CommandError` where the file cannot be written; nothing is left then.
  static func write(_ path: String, _ body: (@escaping (Data) throws -> Void) throws -> Void) throws {
    let draft = path + ".part"
    func refusal(_ error: any Error) -> CommandError {
      CommandError("\(path): cannot be written: \(error.localizedDescription)")
    }
    let file: FileHandle
    do {
      try Data().write(to: URL(fileURLWithPath: draft))
      file = try FileHandle(forWritingTo: URL(fileURLWithPath: draft))
    } catch {
      throw refusal(error)
    }
    defer { try? file.close() }
    do {
      try body { piece in
        do { try file.write(contentsOf: piece) } catch { throw refusal(error) }
      }
    } catch {
      try? FileManager.default.removeItem(atPath: draft)
      throw error
    }
    if rename(draft, path) != 0 {
      let reason = String(cString: strerror(errno))
      try? FileManager.default.removeItem(atPath: draft)
      throw CommandError("\(path): cannot be written: \(reason)")
    }
  }
}

extension ExportTable: ExpressibleByArgument {}
