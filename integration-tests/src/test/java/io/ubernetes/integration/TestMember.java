package io.ubernetes.integration;

import io.ubernetes.simulator.NodeShape;
import java.io.IOException;
import java.nio.file.Path;

/// A member of the federation in the hands of a test: what an operator, or bad luck, does to it.
/// Used by one thread at a time.
interface TestMember extends AutoCloseable {

  /// By which it is reached as long as it is not stopped.
  Path kubeconfig();

  /// Its API is out of reach from now on; what runs in it goes on.
  void stop();

  /// Its API is within reach again, under the same address.
  void start() throws IOException;

  /// Gives it one node more.
  void addNode(NodeShape shape);

  /// Takes the node away that it had first; the pods there go with it.
  void removeFirstNode();

  @Override
  void close();
}
