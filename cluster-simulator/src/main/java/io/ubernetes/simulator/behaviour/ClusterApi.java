package io.ubernetes.simulator.behaviour;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.client.ApiResource;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What the parts of a simulated cluster need of its API. Thread-safe. Writes block.
public interface ClusterApi {

  /// Tells the key of each object that is there, and then each key whose object changes, comes or
  /// goes. Returns when all that is there has been told. `changed` must not block.
  void follow(ApiResource kind, Consumer<NamespacedName> changed);

  /// The object of a followed kind as it was seen last; read from memory. It may be behind.
  Optional<ApiObject> get(ApiResource kind, NamespacedName key);

  /// The resource version of what [#get] would answer, 0 for nothing; much cheaper than that.
  long version(ApiResource kind, NamespacedName key);

  /// @return the object as it was stored
  /// @throws Refused when the server says no or does not answer
  ApiObject create(ApiResource kind, ApiObject object);

  /// Merges a patch (RFC 7386) into an object. A `metadata.uid` or `metadata.resourceVersion` in it
  /// is a condition.
  ///
  /// @param subresource empty for the object itself, or `status`
  /// @throws Refused as [#create]
  ApiObject patch(ApiResource kind, NamespacedName key, String subresource, ObjectNode patch);

  /// Gives a pod to a node.
  ///
  /// @throws Refused as [#create]
  void bind(NamespacedName pod, String uid, String node);

  /// Deletes an object if it has that uid. That it is gone already is no error.
  ///
  /// @param graceSeconds null for the kind's own
  /// @throws Refused as [#create]
  void delete(ApiResource kind, NamespacedName key, String uid, @Nullable Long graceSeconds);

  /// A write that was not carried out, or of which that is unknown.
  final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int code;

    /// @param code HTTP status; 0 when there was no answer
    public Refused(int code, String message, @Nullable Throwable cause) {
      super(message, cause);
      this.code = code;
    }

    /// The object is not what the writer thought: what it was to do must be decided anew.
    public boolean isOutdated() {
      return code == 404 || code == 409;
    }
  }
}
