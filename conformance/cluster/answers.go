package cluster

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

func answer(w http.ResponseWriter, code int, body *object) {
	send(w, code, body.Object)
}

// refuse answers as a Kubernetes API does, so that clients see what they would see there.
func refuse(w http.ResponseWriter, code int, reason metav1.StatusReason, message string) {
	send(w, code, metav1.Status{
		TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "Status"},
		Status:   metav1.StatusFailure,
		Message:  message,
		Reason:   reason,
		Code:     int32(code),
	})
}

func send(w http.ResponseWriter, code int, body any) {
	text, err := json.Marshal(body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_, _ = w.Write(text) // who has gone away needs no answer
}

func uid(seed string) types.UID {
	sum := sha256.Sum256([]byte(seed))
	text := hex.EncodeToString(sum[:16])
	return types.UID(text[:8] + "-" + text[8:12] + "-" + text[12:16] + "-" + text[16:20] + "-" + text[20:])
}
