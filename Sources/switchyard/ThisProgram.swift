import Foundation

/// Path of this program, for the trials' processes.
func thisProgram() throws -> String {
  do {
    return try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
  } catch {
    throw CommandError("/proc/self/exe: cannot be read, so no trial can be started")
  }
}
