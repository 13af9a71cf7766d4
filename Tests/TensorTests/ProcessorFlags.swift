import Foundation

/// The processor's feature flags as the kernel lists them.
func processorFlags() throws -> Set<String> {
  let text = try String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
  let line = text.split(separator: "\n").first { $0.hasPrefix("flags") } ?? ""
  return Set(line.split(separator: " ").map(String.init))
}
