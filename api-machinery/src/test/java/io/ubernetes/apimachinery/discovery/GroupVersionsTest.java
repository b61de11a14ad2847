package io.ubernetes.apimachinery.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.apimachinery.kinds.BuiltinKinds;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.model.GroupVersion;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class GroupVersionsTest {

  @Test
  void versionsComeByTheirStabilityAndThenTheirNumber() {
    ResourceType like = BuiltinKinds.all().getFirst();
    ResourceType type =
        new ResourceType(
            "example.com",
            like.names(),
            like.scope(),
            Stream.of("foo", "v1alpha1", "v2", "v1beta1", "v10", "v1beta2", "v1")
                .map(name ->
                    ResourceType.Version.stored(
                        name, like.versions().getFirst().schema(), List.of()))
                .toList(),
            like.storage(),
            like.storageResource(),
            like.subresources(),
            like.keepsGeneration(),
            like.strategy());
    assertThat(new GroupVersions(List.of(type)).versions("example.com"))
        .extracting(GroupVersion::version)
        .containsExactly("v10", "v2", "v1", "v1beta2", "v1beta1", "v1alpha1", "foo");
  }
}
