{
  description = "Explains why Kubernetes clients and API servers trust each other, or not";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs = { self, nixpkgs }:
    let
      systems = [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ];
      each = nixpkgs.lib.genAttrs systems;
    in
    {
      packages = each (system: {
        default = nixpkgs.legacyPackages.${system}.rustPlatform.buildRustPackage {
          pname = "certgraph";
          version = (nixpkgs.lib.importTOML ../../Cargo.toml).package.version;
          src = ../..;
          cargoLock.lockFile = ../../Cargo.lock;
          # The tests want openssl, strace and a browser; they run in .ci/run.
          doCheck = false;
          nativeBuildInputs = [ nixpkgs.legacyPackages.${system}.installShellFiles ];
          postInstall = ''
            installShellCompletion --cmd certgraph \
              --bash <($out/bin/certgraph completions bash) \
              --zsh <($out/bin/certgraph completions zsh) \
              --fish <($out/bin/certgraph completions fish)
            ln -s kubectl-certgraph $out/bin/kubectl_complete-certgraph
          '';
        };
      });
    };
}
