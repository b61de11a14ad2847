package io.ubernetes.cli.join;

import io.ubernetes.model.ApiObject;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiClientException;
import io.ubernetes.runtime.client.ApiResource;
import io.ubernetes.runtime.client.DeleteOptions;
import java.util.ArrayList;
import java.util.List;

/// What one join has created, to be deleted again if the join fails. For one thread.
final class Undo {

  private record Created(ApiClient client, ApiResource resource, ApiObject object) {}

  private final List<Created> created = new ArrayList<>();

  void onCreated(ApiClient client, ApiResource resource, ApiObject object) {
    created.add(new Created(client, resource, object));
  }

  /// Deletes everything, the last first, and never what somebody else has put in its place.
  ///
  /// @return what could not be deleted, for people
  List<String> run() {
    List<String> left = new ArrayList<>();
    for (Created one : created.reversed()) {
      try {
        var _ =
            one.client()
                .delete(
                    one.resource(),
                    one.object().key(),
                    DeleteOptions.BACKGROUND.withUid(one.object().uid()));
      } catch (ApiClientException e) {
        left.add(one.resource() + " " + one.object().key() + " (" + e.getMessage() + ")");
      }
    }
    return left;
  }
}
