package io.ubernetes.scheduler.engine;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// The other objects that are placed, as far as rules between objects look at them.
public interface Peers {

  Peers NONE =
      new Peers() {
        @Override
        public void matching(Neighbours.Term term, String home, Consumer<Peer> each) {}

        @Override
        public void keepingAway(
            String namespace, Map<String, String> labels, Consumer<Keeping> each) {}
      };

  /// A placed object.
  ///
  /// @param clusters where it is placed
  record Peer(String namespace, Map<String, String> labels, Set<String> clusters) {
    public Peer {
      clusters = Set.copyOf(clusters);
    }
  }

  /// An object that wants to be away from others, and by which of its terms.
  record Keeping(Peer peer, List<Neighbours.Term> terms) {
    public Keeping {
      terms = List.copyOf(terms);
    }
  }

  /// Tells all objects of which a term speaks, in any order, but not the one that is decided on.
  ///
  /// @param home the namespace of the object that is decided on
  void matching(Neighbours.Term term, String home, Consumer<Peer> each);

  /// Tells all objects that want to be away from one with these labels.
  void keepingAway(String namespace, Map<String, String> labels, Consumer<Keeping> each);
}
