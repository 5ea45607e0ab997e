from rest_framework import routers, serializers, viewsets

from journal.models import Entry


class EntrySerializer(serializers.ModelSerializer):
    class Meta:
        model = Entry
        fields = ["id", "title", "text", "cover"]


class EntryViewSet(viewsets.ModelViewSet):
    serializer_class = EntrySerializer

    def get_queryset(self):
        return Entry.objects.filter(author=self.request.user)

    def perform_create(self, serializer):
        serializer.save(author=self.request.user)


router = routers.DefaultRouter()
router.register("entries", EntryViewSet, basename="entry")
urlpatterns = router.urls
