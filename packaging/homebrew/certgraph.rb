# For a tap. Builds from source: Homebrew has Rust, and macOS binaries of ours are linked but not run before a release.
class Certgraph < Formula
  desc "Explains why Kubernetes clients and API servers trust each other, or not"
  homepage "https://github.com/OWNER/certgraph"
  url "https://github.com/OWNER/certgraph/archive/refs/tags/v0.1.0.tar.gz"
  sha256 "0000000000000000000000000000000000000000000000000000000000000000"
  head "https://github.com/OWNER/certgraph.git", branch: "main"

  depends_on "rust" => :build

  def install
    system "cargo", "install", *std_cargo_args
    generate_completions_from_executable(bin/"certgraph", "completions")
    (man1/"certgraph.1").write Utils.safe_popen_read(bin/"certgraph", "man")
  end

  test do
    output = shell_output("#{bin}/certgraph message 'x509: certificate signed by unknown authority'")
    assert_match "unknown authority", output
  end
end
