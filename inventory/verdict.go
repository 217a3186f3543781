package inventory

// A Confidence says how sure a verdict is. A high one is never wrong.
type Confidence string

// The confidences.
const (
	High   Confidence = "high"
	Medium Confidence = "medium"
	Low    Confidence = "low"
)

// A Verdict says where a MAC is: one edge port, how sure that is, and why.
type Verdict struct {
	Sighting   // the sighting that counts: its port is where the device is
	Confidence Confidence
	Why        Why
	Also       []Sighting // other edge ports where it is live at the same time
}

// A Why is a reason in one sentence: the key of a sentence in exporter/wording
// and what fills it.
type Why struct {
	Key  string            `json:"key"`
	Args map[string]string `json:"args,omitempty"`
}
