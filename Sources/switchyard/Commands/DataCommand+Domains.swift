import ArgumentParser
import Data

extension DataCommand {
  /// `switchyard data domains`
  struct Domains: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show the domains of pictures, or what a pair of them gives.",
      subcommands: [List.self, Show.self], defaultSubcommand: List.self)

    struct List: ParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Show which domains there are, how many pictures each has, and which are missing.",
        discussion: "Two domains of one family make a pair. The pictures are read to be counted.")

      func run() throws {
        let places = ImagePlaces.standard
        var rows = [["NAME", "FAMILY", "CLASSES", "PICTURES", "WHAT", "STATE"]]
        for domain in DomainCatalog.all {
          var (pictures, state) = ("-", "missing; \(places.advice(for: domain.task))")
          if places.isPresent(domain.task) {
            do {
              let found = try domain.count(places)
              (pictures, state) = ("\(found.pictures)", found.skipped.map { "found; \($0)" } ?? "found")
            } catch {
              state = "found, but: \(error)"
            }
          }
          rows.append([
            domain.name, domain.family.name, "\(domain.family.classes.count)", pictures, domain.summary, state,
          ])
        }
        for line in DataCommand.List.aligned(rows) { print(PlainPrinter.printable(line)) }
      }
    }

    struct Show: ParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Read a pair of domains and show its pictures class by class, and which are labelled.",
        discussion: """
          The last column has the places of the labelled pictures among those of the source, in the order of the draw: \
          more shots begin with the same. The classes of targets are shown here and used for scoring; training has \
          none of them.
          """)

      @Argument(help: "The domain of which a few pictures are labelled, as `switchyard data domains` shows it.")
      var source: String
      @Argument(help: "The domain to be learnt without labels, of the same family.")
      var target: String
      @Option(help: "Labelled pictures a class.")
      var shots = 1
      @Option(help: "Pictures of each domain; 0: all.")
      var examples = 0
      @Option(help: "Pixels along a side; 0: as the family has it.")
      var size = 0
      @Option(help: "From which the labelled pictures are drawn.")
      var seed: UInt64 = 1

      func run() throws {
        let request = DomainPairData.Request(shots: shots, size: size, examples: examples, seed: seed)
        let (data, scoring) = try DomainPairData.load(source: source, target: target, request)
        var lines = [data.split] + data.skipped
        lines.append("labelled pictures of seed \(seed), data \(String(data.hash, radix: 16))")
        let rows = data.classes.enumerated().map { label, name in
          let drawn = zip(data.labelled.indices, data.labelled.classes).filter { $0.1 == label }.map { "\($0.0)" }
          return [
            name, "\(scoring.sourceClasses.count(where: { $0 == label }))",
            "\(scoring.targetClasses.count(where: { $0 == label }))", drawn.joined(separator: " "),
          ]
        }
        lines += DataCommand.List.aligned([["CLASS", "SOURCE", "TARGET", "LABELLED"]] + rows)
        for line in lines { print(PlainPrinter.printable(line)) }
      }
    }
  }
}
